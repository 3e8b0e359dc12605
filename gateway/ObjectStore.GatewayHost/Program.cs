using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ObjectStore.Admin;
using ObjectStore.Cluster;
using ObjectStore.Gateway;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Gateway.Options;
using ObjectStore.GatewayHost;
using ObjectStore.Identities;
using ObjectStore.Index.Databases;
using ObjectStore.Telemetry.Hosting;

return await ProcessEntry.RunAsync("objectstore-gateway", () => RunAsync(args));

static async Task<int> RunAsync(string[] args)
{
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.UseObjectStoreDefaults(args, GatewayHostServices.Defaults);
    ZoneFile.Apply(builder.Configuration);
    builder.Services.AddObjectStoreGatewayHost(builder.Configuration);

    var gateway = builder.Configuration.GetSection(GatewayOptions.SectionName).Get<GatewayOptions>() ?? new GatewayOptions();
    var endpoint = EndpointSetting.Parse("Gateway:Endpoint", gateway.Endpoint);
    var admin = builder.Configuration.GetSection(AdminOptions.SectionName).Get<AdminOptions>() ?? new AdminOptions();
    var adminEndpoint = EndpointSetting.Parse("Admin:Endpoint", admin.Endpoint);
    builder.Services.AddConfiguredCredentials(builder.Configuration, endpoint, adminEndpoint);
    builder.Services.AddCatalogCredentials(builder.Configuration);
    builder.WebHost.UseKestrelWithBlocks().ConfigureKestrel(kestrel => kestrel.ListenForS3(endpoint, gateway));

    await using var application = builder.Build();
    SettingsCheck.Run(application.Services);
    var store = application.Services.GetRequiredService<ClusterStore>();
    if (!await CatalogWait.TryOpenAsync(application, token => store.OpenAsync(EmptyCatalog.Await, token), endpoint, adminEndpoint, gateway)) return 0;
    application.MapObjectStoreGateway();
    await application.StartAsync();
    await Console.Out.WriteLineAsync($"Gateway {gateway.Name} serves {(gateway.HasCertificate ? "https" : "http")}://{gateway.Endpoint} (admin {admin.Endpoint}).");
    await application.WaitForShutdownAsync();
    return 0;
}
