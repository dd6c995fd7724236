global using Smg.Wasm.Fixtures;
global using Xunit;
