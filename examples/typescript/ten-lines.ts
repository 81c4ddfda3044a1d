// Prints the best ten of a thousand games, then downloads a workbook of a million games. Needs a server: npx --no dezenas serve
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createClient } from 'dezenas/client';

const dezenas = createClient({ address: process.argv[2] ?? '127.0.0.1:50051' });
for await (const { numbers, score } of dezenas.streamGames({ quantity: 10, bestOf: 1_000 })) console.log(numbers.join(' '), score);

const { id } = await dezenas.createJob({ spec: { quantity: 1_000_000 } });
for await (const { state, progress } of dezenas.watchJob(id)) console.log(state, progress?.gamesGenerated);
await pipeline(Readable.from(dezenas.downloadWorkbook(id)), createWriteStream('jogos.xlsx'));
dezenas.close();
