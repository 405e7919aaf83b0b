export { TimelineTable } from './timeline.model.js';
export { timelineRoutes } from './timeline.routes.js';
export { chaptersOfTimeline, TimelineService } from './timeline.service.js';
