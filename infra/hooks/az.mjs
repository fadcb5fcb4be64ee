import { spawn } from 'node:child_process';

/**
 * How to start Azure CLI. On Windows it is a batch file, which Node.js can run only as a command
 * line of cmd.exe.
 */
export function azCommand(args, platform = process.platform) {
  if (platform !== 'win32') return { file: 'az', args, options: {} };
  return { file: ['az.cmd', ...args.map(quoteForCmd)].join(' '), args: [], options: { shell: true } };
}

/** Inside double quotes, only these characters are special to cmd.exe. */
function quoteForCmd(arg) {
  if (/["%\r\n]/.test(arg)) throw new Error(`cmd.exe cannot pass this argument: ${arg}`);
  return `"${arg}"`;
}

/**
 * Runs Azure CLI. @returns its output, without white space at the end
 * @throws an error with its messages
 */
export async function az(args) {
  const { file, args: given, options } = azCommand(args);
  const child = spawn(file, given, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  const exitCode = await new Promise((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', ({ code }) =>
      reject(new Error(code === 'ENOENT' ? 'Azure CLI is not installed: https://aka.ms/azure-cli' : `az: ${code}`)),
    );
  });
  if (exitCode === 0) return output.stdout.trimEnd();
  throw new Error(output.stderr.trim() || `az ended with exit code ${exitCode}`);
}

/**
 * Calls Microsoft Graph as the account that Azure CLI is signed in with. @returns the parsed
 * response
 */
export async function callGraph(graph, { method = 'GET', path, bodyFile }) {
  const body = bodyFile === undefined ? [] : ['--body', `@${bodyFile}`];
  const request = ['rest', '--method', method, '--resource', graph, '--url', `${graph}/v1.0/${path}`];
  return JSON.parse((await az([...request, ...body, '--output', 'json'])) || '{}');
}
