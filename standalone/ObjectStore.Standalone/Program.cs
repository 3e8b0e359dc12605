using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ObjectStore.Admin;
using ObjectStore.Gateway;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Gateway.Options;
using ObjectStore.Identities;
using ObjectStore.Standalone;
using ObjectStore.Standalone.Startup;
using ObjectStore.Standalone.Storage;
using ObjectStore.Sts;
using ObjectStore.Telemetry.Hosting;

return await ProcessEntry.RunAsync("objectstore", () => args is ["inspect", .. var rest] ? InspectCommand.RunAsync(rest, Console.Out) : RunAsync(args));

static async Task<int> RunAsync(string[] args)
{
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.UseObjectStoreDefaults(args, StandaloneOptions.Defaults);
    builder.Services.AddObjectStoreStandalone(builder.Configuration);

    var gateway = builder.Configuration.GetSection(GatewayOptions.SectionName).Get<GatewayOptions>() ?? new GatewayOptions();
    var endpoint = EndpointSetting.Parse("Gateway:Endpoint", gateway.Endpoint);
    var admin = builder.Configuration.GetSection(AdminOptions.SectionName).Get<AdminOptions>() ?? new AdminOptions();
    var adminEndpoint = EndpointSetting.Parse("Admin:Endpoint", admin.Endpoint);
    var root = builder.Services.AddConfiguredCredentials(builder.Configuration, endpoint, adminEndpoint);
    builder.Services.AddReplicationFromItself(endpoint, gateway, root);
    builder.Services.AddStandaloneIam(builder.Configuration);
    builder.Services.AddObjectStoreSts(builder.Configuration);
    builder.WebHost.UseKestrelWithBlocks().ConfigureKestrel(kestrel => kestrel.ListenForS3(endpoint, gateway));

    await using var application = builder.Build();
    SettingsCheck.Run(application.Services);
    var store = application.Services.GetRequiredService<StandaloneStore>();
    if (!await CatalogWait.TryOpenAsync(application, store.OpenAsync, endpoint, adminEndpoint, gateway)) return 0;
    application.MapObjectStoreGateway();
    await application.StartAsync();
    StartupReport.Write(
        Console.Out,
        gateway,
        application.Services.GetRequiredService<IOptions<AdminOptions>>().Value,
        application.Services.GetRequiredService<IOptions<StandaloneOptions>>().Value,
        store,
        root);
    await application.WaitForShutdownAsync();
    return 0;
}
