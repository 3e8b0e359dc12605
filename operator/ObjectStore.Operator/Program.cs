using Microsoft.Extensions.Hosting;
using ObjectStore.Operator.Hosting;
using ObjectStore.Telemetry.Hosting;

return await ProcessEntry.RunAsync("objectstore-operator", () => RunAsync(args));

static async Task<int> RunAsync(string[] args)
{
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.UseObjectStoreDefaults(args, new Dictionary<string, string?>());
    builder.Services.AddObjectStoreOperator(builder.Configuration);

    using var host = builder.Build();
    SettingsCheck.Run(host.Services);
    await host.StartAsync();
    await Console.Out.WriteLineAsync("The operator has started.");
    await host.WaitForShutdownAsync();
    return 0;
}
