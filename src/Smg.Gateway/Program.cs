using Smg.Gateway;

return await GatewayProgram.RunAsync(args).ConfigureAwait(false);
