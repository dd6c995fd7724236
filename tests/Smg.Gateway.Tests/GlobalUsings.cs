global using Smg.Wasm.AspNetCore.Configuration;
global using Smg.Wasm.AspNetCore.Hosting;
global using Smg.Wasm.Fixtures;
global using Xunit;
