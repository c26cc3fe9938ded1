export { controllerObjects, standBehindControllers } from './controllers.ts';
export { LogBook } from './log-book.ts';
