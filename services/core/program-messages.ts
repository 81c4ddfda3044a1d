/** Converts programs, orders and reports to proto messages and back. The core checks the values when it loads a program. */

import { DezenasError } from '../shared/errors.js';
import type { ChunkOrder__Output, ChunkOrder as ChunkOrderMessage } from '../shared/grpc/generated/dezenas/v1/ChunkOrder.js';
import type { ChunkReport__Output, ChunkReport as ChunkReportMessage } from '../shared/grpc/generated/dezenas/v1/ChunkReport.js';
import type { CoreProgram, CoreProgram__Output } from '../shared/grpc/generated/dezenas/v1/CoreProgram.js';
import type { CoreScoreTerm, CoreScoreTerm__Output } from '../shared/grpc/generated/dezenas/v1/CoreScoreTerm.js';
import { LEVELS, type Level } from './level.js';
import {
  type ChunkOrder,
  type ChunkOutcome,
  type ChunkReport,
  CONDITION_KINDS,
  type Program,
  SCORE_KINDS,
  type ScoreTerm,
} from './program.js';

const MASK_BYTES = 16;
const OUTCOMES: readonly ChunkOutcome[] = ['COMPLETE', 'EXHAUSTED', 'GAVE_UP'];

export function toCoreProgram(program: Program): CoreProgram {
  return {
    universeSize: program.universeSize,
    picks: program.picks,
    freeNumbers: Buffer.from(program.freeNumbers),
    fixedNumbers: Buffer.from(program.fixedNumbers),
    values: Buffer.from(program.values),
    seed: program.seed.toString(),
    chunkCount: program.chunkCount,
    rules: program.rules.map(({ through, least, conditions }) => ({
      through: `LEVEL_${through}`,
      least,
      conditions: conditions.map(({ kind, mask, join, ...condition }) => ({
        ...condition,
        join: `CORE_JOIN_${join ?? 'UNSPECIFIED'}` as const,
        kind: `CORE_CONDITION_KIND_${kind}`,
        mask: toBytes(mask),
      })),
    })),
    scoreTerms: program.scoreTerms.map(toScoreTerm),
    popularity: program.popularity && toScoreTerm(program.popularity),
    numberWeights: program.numberWeights,
    columnSize: program.columns?.size,
    columnLeast: program.columns?.least,
    columnMost: program.columns?.most,
    extraNumbers: Buffer.from(program.extraNumbers),
    extraPicks: program.extraPicks,
    draws: Buffer.from(program.draws),
    drawSize: program.drawSize,
    window: program.window,
    windowScope: `WINDOW_SCOPE_${program.windowScope}`,
    giveUpAttempts: program.giveUpAttempts,
  };
}

/** @throws DezenasError INVALID_ARGUMENT when a code or a mask is malformed. */
export function fromCoreProgram(message: CoreProgram__Output | null): Program {
  if (message === null) throw malformed('program: missing');
  return {
    universeSize: message.universeSize,
    picks: message.picks,
    freeNumbers: message.freeNumbers,
    fixedNumbers: message.fixedNumbers,
    values: message.values,
    seed: BigInt(message.seed),
    chunkCount: message.chunkCount,
    rules: message.rules.map(({ through, least, conditions }) => ({
      through: named<Level>(LEVELS, 'LEVEL_', through),
      least,
      conditions: conditions.map(({ kind, mask, join, ...condition }) => ({
        ...condition,
        join: join === 'CORE_JOIN_UNSPECIFIED' ? undefined : named(['AND', 'OR'] as const, 'CORE_JOIN_', join),
        kind: named(CONDITION_KINDS, 'CORE_CONDITION_KIND_', kind),
        mask: fromBytes(mask),
      })),
    })),
    scoreTerms: message.scoreTerms.map(fromScoreTerm),
    popularity: message.popularity ? fromScoreTerm(message.popularity) : undefined,
    numberWeights: message.numberWeights,
    columns: message.columnSize > 0 ? { size: message.columnSize, least: message.columnLeast, most: message.columnMost } : undefined,
    extraNumbers: message.extraNumbers,
    extraPicks: message.extraPicks,
    draws: message.draws,
    drawSize: message.drawSize,
    window: message.window,
    windowScope: message.windowScope === 'WINDOW_SCOPE_CHUNK' ? 'CHUNK' : 'JOB',
    giveUpAttempts: message.giveUpAttempts,
  };
}

function toScoreTerm({ kind, mask, first, base, most, table }: ScoreTerm): CoreScoreTerm {
  return { kind: `CORE_SCORE_KIND_${kind}`, mask: toBytes(mask), first, base: base.toString(), most: most.toString(), table };
}

function fromScoreTerm({ kind, mask, first, base, most, table }: CoreScoreTerm__Output): ScoreTerm {
  return {
    kind: named(SCORE_KINDS, 'CORE_SCORE_KIND_', kind),
    mask: fromBytes(mask),
    first,
    base: BigInt(base),
    most: BigInt(most),
    table,
  };
}

export function toChunkOrder(order: ChunkOrder): ChunkOrderMessage {
  return { chunk: order.chunk, quantity: order.quantity, cursor: order.cursor.toString() };
}

export function fromChunkOrder(message: ChunkOrder__Output): ChunkOrder {
  return { chunk: message.chunk, quantity: message.quantity, cursor: BigInt(message.cursor) };
}

export function toChunkReport(report: ChunkReport, checksum: number): ChunkReportMessage {
  return { ...report, checksum, outcome: `CHUNK_OUTCOME_${report.outcome}`, cursor: report.cursor.toString() };
}

export function fromChunkReport(message: ChunkReport__Output): ChunkReport {
  return {
    chunk: message.chunk,
    outcome: named(OUTCOMES, 'CHUNK_OUTCOME_', message.outcome),
    games: message.games,
    cursor: BigInt(message.cursor),
    rejections: message.rejections.map(Number),
    gamesByLevel: message.gamesByLevel.map(Number),
  };
}

function named<T extends string>(names: readonly T[], prefix: string, value: string): T {
  const name = names.find((candidate) => prefix + candidate === value);
  if (name === undefined) throw malformed(`unknown code ${prefix}…`);
  return name;
}

function toBytes(mask: bigint): Buffer {
  const bytes = Buffer.alloc(MASK_BYTES);
  bytes.writeBigUInt64LE(mask & 0xffff_ffff_ffff_ffffn, 0);
  bytes.writeBigUInt64LE(mask >> 64n, 8);
  return bytes;
}

function fromBytes(bytes: Buffer): bigint {
  if (bytes.length !== MASK_BYTES) throw malformed(`a mask must be ${MASK_BYTES} bytes`);
  return bytes.readBigUInt64LE(0) | (bytes.readBigUInt64LE(8) << 64n);
}

function malformed(message: string): DezenasError {
  return new DezenasError('INVALID_ARGUMENT', message);
}
