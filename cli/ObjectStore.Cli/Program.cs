using ObjectStore.Cli;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
return await new CliApplication(CliContext.OfProcess()).RunAsync(args, stop.Token);
