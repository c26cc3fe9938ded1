export { createGitRepositories, type GitRepositoriesOptions } from './create-repositories.ts';
