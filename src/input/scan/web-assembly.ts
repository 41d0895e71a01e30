/** The part of the WebAssembly interface that is used; the types of Node do not have it. */
interface WebAssemblyInterface {
  readonly Memory: new (descriptor: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => WasmMemory;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: unknown };
  compile(bytes: Uint8Array): Promise<WasmModule>;
}

/** A memory, in pages of 64 KiB. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Compiled code. */
export interface WasmModule {
  readonly wasmModule?: never;
}

export const wasm: WebAssemblyInterface = (
  globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }
).WebAssembly;
