#!/bin/sh
# Fills the template in as a container's envsubst would, plain and with TLS, and lets nginx judge it in the container's
# frame.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$PATH:/usr/sbin:/sbin

judge() { # name, app listen, other listen, tls settings
  sed -e "s|\${PUBLIC_ORIGIN}|http://school.example:8080|g" \
    -e "s|\${PUBLIC_HOST}|school.example|g" \
    -e "s|\${PUBLIC_SOCKETS}|ws://school.example:8080|g" \
    -e "s|\${STATIC_ROOT}|$work|g" \
    -e "s|\${API_UPSTREAM}|127.0.0.1:10300|g" \
    -e "s|\${MEDIA_UPSTREAM}|127.0.0.1:10443|g" \
    -e "s|\${CHAT_UPSTREAM}|127.0.0.1:10400|g" \
    -e "s|\${APP_LISTEN}|$2|g" \
    -e "s|\${OTHER_LISTEN}|$3|g" \
    -e "s|\${TLS_SETTINGS}|$4|g" \
    -e "s|\${SNIPPETS}|$here/snippets|g" \
    -e "s|\${RECORDINGS_ROOT}|$work|g" \
    -e "s|\${STORE_URL}|http://127.0.0.1:9|g" \
    -e "s|\${STORE_HOST}|127.0.0.1:9|g" \
    -e "s|\${STORE_TLS}|proxy_ssl_verify on; proxy_ssl_trusted_certificate $work/certificate.pem;|g" \
    "$here/default.conf.template" | sed '/^#/d' >"$work/default.conf"
  if grep -q '\${[A-Z_]*}' "$work/default.conf"; then
    echo "nginx/default.conf.template asks for a name that nobody gives:" >&2
    grep -o '\${[A-Z_]*}' "$work/default.conf" >&2
    exit 1
  fi
  sed -e "s|/tmp/|$work/|g" -e "s|/etc/nginx/conf.d/\*.conf|$work/default.conf|" "$here/nginx.conf" >"$work/nginx.conf"
  nginx -q -t -e stderr -p "$work" -c "$work/nginx.conf"
  echo "nginx: the $1 configuration is good"
}

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=school.example \
  -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null

plain='listen 127.0.0.1:18999;'
judge plain "$plain" 'listen 127.0.0.1:18999 default_server;' ''
judge TLS 'listen 127.0.0.1:18998 ssl http2;' \
  'listen 127.0.0.1:18999 default_server; listen 127.0.0.1:18998 ssl http2 default_server;' \
  "ssl_certificate $work/certificate.pem; ssl_certificate_key $work/key.pem; include $here/snippets/tls.conf;"
