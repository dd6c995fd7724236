global using Smg.Wasm;
global using Smg.Wasm.Fixtures;
global using Xunit;
