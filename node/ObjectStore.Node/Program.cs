using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ObjectStore.Node;
using ObjectStore.Node.Certificates;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Server;
using ObjectStore.Telemetry.Hosting;

return await ProcessEntry.RunAsync("objectstore-node", () => args is ["certificates", .. var rest] ? CertificatesCommand.RunAsync(rest, Console.Out) : RunAsync(args));

static async Task<int> RunAsync(string[] args)
{
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.UseObjectStoreDefaults(args, new Dictionary<string, string?>());
    builder.Services.AddObjectStoreNode(builder.Configuration);
    builder.Services.AddRpcCertificates();
    builder.WebHost.UseKestrelWithBlocks().ConfigureKestrel(kestrel =>
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
    return 0;
}
