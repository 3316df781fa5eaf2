// Plays KEDA's operator: gRPC over HTTP/2 as its wire format says, with the field numbers of externalscaler.proto.
// Lines in:  "metric SERVICE [POOL]", "active SERVICE [POOL]", "spec SERVICE [POOL]", "stream SERVICE [POOL]"
// Lines out: "QUESTION SERVICE[/POOL] ANSWER", where a refusal is "status CODE MESSAGE".
import http2 from 'node:http2';
import readline from 'node:readline';

const session = http2.connect(`http://127.0.0.1:${process.argv[2]}`);

const varint = n => n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)];
const bytes = (field, value) => [...varint(field << 3 | 2), ...varint(value.length), ...value];
const text = (field, value) => bytes(field, [...Buffer.from(value, 'utf8')]);
const entry = (key, value) => bytes(3, [...text(1, key), ...text(2, value)]);

function scaledObject(service, pool) {
  return [...text(1, 'web'), ...text(2, 'shop'), ...entry('scalerAddress', 'sluice-keda:50051'),
    ...entry('service', service), ...(pool ? entry('pool', pool) : [])];
}

function fields(message) {
  const found = {};
  let at = 0;
  const number = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < message.length) {
    const tag = number();
    const wire = tag & 7;
    let value;
    if (wire === 0) value = number();
    else if (wire === 1) { value = message.readDoubleLE(at); at += 8; }
    else if (wire === 2) { const length = number(); value = message.subarray(at, at + length); at += length; }
    else throw new Error(`wire type ${wire}`);
    found[tag >> 3] = value;
  }
  return found;
}

// A frame of gRPC: no compression, four bytes of length, the message.
function frame(message) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, Buffer.from(message)]);
}

function call(method, message, onMessage, onEnd) {
  const stream = session.request({
    ':method': 'POST', ':path': `/externalscaler.ExternalScaler/${method}`,
    'content-type': 'application/grpc', te: 'trailers',
  });
  let status = {};
  const take = headers => { if (headers['grpc-status'] !== undefined) status = headers; };
  stream.on('response', take);
  stream.on('trailers', take);
  let data = Buffer.alloc(0);
  stream.on('data', chunk => {
    data = Buffer.concat([data, chunk]);
    while (data.length >= 5 && data.length >= 5 + data.readUInt32BE(1)) {
      const end = 5 + data.readUInt32BE(1);
      onMessage(data.subarray(5, end));
      data = data.subarray(end);
    }
  });
  stream.on('end', () => onEnd(status['grpc-status'], decodeURIComponent(status['grpc-message'] ?? '')));
  stream.end(frame(message));
}

const questions = {
  metric: ['GetMetrics', m => fields(fields(m)[1]), value => `${value[1]} ${value[3] > 0 ? value[3] : value[2] ?? 0}`],
  active: ['IsActive', m => fields(m), value => String(value[1] === 1)],
  spec: ['GetMetricSpec', m => fields(fields(m)[1]), value => `${value[1]} ${value[3]}`],
  stream: ['StreamIsActive', m => fields(m), value => String(value[1] === 1)],
};

readline.createInterface({ input: process.stdin }).on('line', line => {
  const [question, service, pool] = line.split(' ');
  const [method, read, say] = questions[question];
  const ref = scaledObject(service, pool);
  const message = question === 'metric' ? [...bytes(1, ref), ...text(2, 'sluice-desired-replicas')] : ref;
  const about = `${question} ${pool ? `${service}/${pool}` : service}`;
  call(method, message,
    answer => console.log(`${about} ${say(read(answer))}`),
    (code, why) => { if (code !== '0') console.log(`${about} status ${code} ${why}`); });
}).on('close', () => process.exit(0));
