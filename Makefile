# Every line calls a script; what it does stands there.
.DEFAULT_GOAL := help
.PHONY: help up down env status logs test check e2e compat faults bench screenshots seed clean

STACK := tools/stack/bin/stack

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## Start everything and wait until it can be used (PORT=8080; HTTPS=1 HOST=name for other devices)
	@$(STACK) up

down: ## Stop everything; the data stays
	@$(STACK) down

env: ## Write .env with new secrets for docker-compose (PUBLIC_ORIGIN=https://name MEDIA_IP=address; DEMO=1 with demo data)
	@containers/write-env

status: ## Show the parts, their processes and ports
	@$(STACK) status

logs: ## Follow the logs of all parts (ONLY=api,worker for some)
	@$(STACK) logs $(if $(ONLY),--only $(ONLY))

test: ## Run every check and every test, as continuous integration does (ONLY="backend e2e" for some workspaces)
	@$(STACK) test $(ONLY)

check: ## Run lint, types, import rules, dead code and formatting
	@$(STACK) check

e2e: ## Run the stories in real browsers against a fresh stack of their own (GREP=words for some; BASE_URL=http://… for one that runs)
	@$(STACK) e2e -- $(if $(GREP),--grep "$(GREP)")

compat: ## Test an OpenVidu 2 server (OPENVIDU_URL, OPENVIDU_SECRET; the running stack's media node without them)
	@$(STACK) compat -- $(if $(GREP),--grep "$(GREP)")

faults: ## Kill and cut off the chat and its stores while people talk, and judge what they saw (NAME="five times" for some)
	@$(STACK) faults -- $(if $(NAME),--grep "$(NAME)")

bench: ## Measure against a baseline and leave bench/results/NAME.json (NAME=media or chat)
	@$(STACK) bench $(or $(NAME),media)

screenshots: ## Take pictures of every screen of a fresh stack into artifacts/screenshots
	@$(STACK) screenshots

seed: ## Put the demo school into the running stack; twice does no harm
	@$(STACK) seed

clean: ## Stop everything and delete what was built, logs and test data (DATA=1: your data as well)
	@$(STACK) clean $(if $(DATA),--data)
