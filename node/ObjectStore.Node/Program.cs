using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Node;
using ObjectStore.Node.Certificates;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Server;
using ObjectStore.Telemetry.Hosting;

try
{
    if (args is ["certificates", .. var rest]) return await CertificatesCommand.RunAsync(rest, Console.Out);
    await RunAsync(args);
    return 0;
}
catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
{
    await Console.Error.WriteLineAsync($"objectstore-node: {string.Join("; ", exception.InnerExceptions.Select(inner => inner.Message)).ReplaceLineEndings(" ")}");
    return 2;
}
catch (Exception exception) when (exception is SettingsException or OptionsValidationException || exception is StorageException { Code: StorageErrorCode.Refused })
{
    await Console.Error.WriteLineAsync($"objectstore-node: {exception.Message.ReplaceLineEndings(" ")}");
    return 2;
}
catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"objectstore-node: {exception.Message}");
    return 2;
}

static async Task RunAsync(string[] args)
{
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.Configuration.AddObjectStoreSettings(args, new Dictionary<string, string?>());
    builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
    builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning);
    builder.Services.AddObjectStoreNode(builder.Configuration);
    builder.Services.AddSingleton(static provider => new CertificateSource(
        provider.GetRequiredService<IOptions<TlsOptions>>().Value, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CertificateSource>>()));
    builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
    {
        var services = kestrel.ApplicationServices;

        // The server is made before anything else; wrong settings are to be reported all at once, not as it stumbles over them.
        services.GetRequiredService<IStartupValidator>().Validate();
        var node = services.GetRequiredService<IOptions<NodeOptions>>().Value;
        var certificates = services.GetRequiredService<IOptions<TlsOptions>>().Value.UnsafePlainText ? null : services.GetRequiredService<CertificateSource>();
        kestrel.SetRpcLimits(services.GetRequiredService<IOptions<RpcServerOptions>>().Value);
        kestrel.ListenForRpc(IPEndPoint.Parse(node.Endpoint), certificates);
        if (node.PayloadEndpoint.Length > 0) kestrel.ListenForPayload(IPEndPoint.Parse(node.PayloadEndpoint), certificates);
    });

    await using var application = builder.Build();
    var identity = application.Services.GetRequiredService<NodeIdentity>();
    application.UseFragmentServer();
    await application.StartAsync();
    var settings = application.Services.GetRequiredService<IOptions<NodeOptions>>().Value;
    await Console.Out.WriteLineAsync($"Node {identity.Name} in zone {identity.Zone} serves {settings.Endpoint} (admin {settings.AdminEndpoint}).");
    await application.WaitForShutdownAsync();
}
