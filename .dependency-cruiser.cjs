const feature = '^backend/src/(?!app/|platform/)([^/]+)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-is-a-leaf',
      severity: 'error',
      from: { path: '^contracts/src' },
      to: { pathNot: ['^contracts/src', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'workspaces-meet-only-in-contracts',
      severity: 'error',
      from: { path: '^(backend|chat-server|frontend|openvidu/media-node)/' },
      to: { path: '^(backend|chat-server|frontend|openvidu/media-node)/', pathNot: '^$1/' },
    },
    {
      name: 'server-kit-knows-only-contracts',
      comment: 'The manner of our programs, not what they are for: no feature and no store.',
      severity: 'error',
      from: { path: '^server-kit/src' },
      to: {
        path: [
          '^(?!server-kit/|contracts/)[^/]+/src',
          '(^|/)node_modules/(sequelize|mysql2|mongoose|ioredis|bullmq|ws)/',
        ],
      },
    },
    {
      name: 'features-meet-at-index',
      severity: 'error',
      from: { path: feature },
      to: { path: feature, pathNot: ['^backend/src/$1/', '^backend/src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^backend/src/platform/' },
      to: { path: [feature, '^backend/src/app/'] },
    },
    {
      name: 'only-app-composes',
      severity: 'error',
      from: {
        path: '^backend/src/',
        pathNot: '^backend/src/(app/|main\\.ts|worker\\.ts|migrate\\.ts|grant-role\\.ts)',
      },
      to: { path: '^backend/src/app/' },
    },
    {
      name: 'service-knows-no-transport',
      severity: 'error',
      from: { path: '\\.service\\.ts$' },
      to: { path: ['(^|/)node_modules/(express|ws|bullmq)/', '\\.(routes|job|handler)\\.ts$'] },
    },
    {
      name: 'routes-know-no-rows',
      severity: 'error',
      from: { path: '\\.(routes|handler)\\.ts$' },
      to: { path: ['\\.model\\.ts$', '(^|/)node_modules/(sequelize|mongoose)/'] },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      // The shape of a port is no dependency at run time: types may come from anywhere.
      from: { path: '\\.rules\\.ts$' },
      to: { pathNot: ['\\.rules\\.ts$', '^contracts/src'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'session-knows-no-janus',
      severity: 'error',
      from: { path: '^openvidu/media-node/src/session/' },
      to: { pathNot: ['^openvidu/media-node/src/session/', '^contracts/src', '^node:events$', '^events$'] },
    },
    {
      name: 'only-janus-knows-janus',
      severity: 'error',
      from: {
        path: '^openvidu/media-node/src/',
        pathNot: '^openvidu/media-node/src/(janus/|compose\\.ts$|test/)',
      },
      to: { path: '^openvidu/media-node/src/janus/' },
    },
    {
      name: 'stomp-is-pure',
      comment: 'Frames in, frames out: no socket, no clock, no chat.',
      severity: 'error',
      from: { path: '^chat-server/src/stomp/', pathNot: '(\\.test\\.ts$|/test/)' },
      to: {
        pathNot: ['^chat-server/src/stomp/', '^contracts/src/', '^(node:)?(buffer|util|string_decoder)$'],
      },
    },
    {
      name: 'frames-know-no-chat',
      severity: 'error',
      from: { path: '^chat-server/src/(gateway|broker)/', pathNot: '(\\.test\\.ts$|/test/)' },
      to: { path: '^chat-server/src/(?!gateway/|broker/|stomp/|platform/)' },
    },
    {
      name: 'chat-knows-no-frames',
      severity: 'error',
      from: {
        path: '^chat-server/src/[^/]+/',
        pathNot: ['^chat-server/src/(gateway|broker|stomp|test)/', '\\.test\\.ts$'],
      },
      to: { path: '^chat-server/src/(gateway|stomp|broker/(?!application\\.ts$))' },
    },
    {
      name: 'chat-platform-knows-no-chat',
      severity: 'error',
      from: { path: '^chat-server/src/platform/' },
      to: { path: '^chat-server/src/(?!platform/|broker/application\\.ts$)' },
    },
    {
      name: 'engine-speaks-only-through-its-commands',
      severity: 'error',
      from: { path: '^tools/embedded-mongo/src/(engine|query)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^tools/embedded-mongo/src/(commands|wire|server|main)' },
    },
    {
      name: 'product-imports-no-tools',
      severity: 'error',
      from: { path: '^(contracts|backend|frontend|chat-server|openvidu/media-node)/' },
      to: { path: '^(tools/(?!testing/)|bench|e2e|openvidu/compat)/' },
    },
    {
      name: 'frontend-shared-knows-no-feature',
      severity: 'error',
      from: { path: '^frontend/src/shared/' },
      to: { path: '^frontend/src/(?!shared/)[^/]+/' },
    },
    {
      name: 'frontend-features-meet-at-index',
      severity: 'error',
      from: { path: '^frontend/src/(?!shared/)([^/]+)/' },
      to: {
        path: '^frontend/src/(?!shared/)[^/]+/',
        pathNot: ['^frontend/src/$1/', '^frontend/src/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'openvidu-sdk-only-in-adapters',
      severity: 'error',
      from: {
        path: '^(backend|frontend|chat-server|openvidu/media-node)/',
        pathNot: 'openvidu\\.adapter\\.ts$',
      },
      to: { path: '(^|/)node_modules/openvidu-(browser|node-client)/' },
    },
    {
      name: 'player-only-in-its-adapter',
      severity: 'error',
      from: { path: '^frontend/src/', pathNot: 'vidstack\\.adapter\\.ts$' },
      to: { path: '(^|/)node_modules/(vidstack|hls\\.js)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-imports-no-test',
      severity: 'error',
      from: {
        path: '^(contracts|backend|frontend|chat-server|openvidu/media-node)/src/',
        pathNot: '(\\.test\\.ts$|/test/)',
      },
      to: { path: '(\\.test\\.ts$|/test/|^tools/testing/)' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What every workspace tests with (chai, fast-check) is declared once, at the root.
    combinedDependencies: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['seodang:source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.vue', '.js'],
    },
  },
};
