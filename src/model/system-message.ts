const MESSAGES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'is a directory'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['ELOOP', 'too many symbolic links (a loop?)'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EMFILE', 'too many open files'],
  ['EIO', 'input/output error of the device'],
  ['ENXIO', 'cannot be opened for reading (a socket?)'],
  ['ENOSPC', 'no space left on the device'],
  ['EFBIG', 'the file grew too large'],
  ['ESTALE', 'another file has taken its place'],
  ['EROFS', 'the file system is read-only'],
]);

/** What a failed system call means, in words; the error's code when there are none. Never a path. */
export function systemMessage(error: unknown): string {
  const code = errorCode(error);
  return MESSAGES.get(code) ?? (code === '' ? 'unknown error' : code);
}

/** The `code` of a system error, '' when it has none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
