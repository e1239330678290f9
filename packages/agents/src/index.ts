export type { Agent, AgentCommand, AgentDecision, AgentView, RandomStream } from './agent.ts';
