export { type LeaderElectionOptions, type LeadershipEnd, runAsLeader } from './leader-election.ts';
export { memberLabel, ShardMembership, type ShardMembershipOptions } from './shard-membership.ts';
