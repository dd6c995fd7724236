using Smg.WasmPerf.Cli;

return await CliProgram.RunAsync(args).ConfigureAwait(false);
