return await GatewayProgram.RunAsync(args).ConfigureAwait(false);
