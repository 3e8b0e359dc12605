using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ObjectStore.Admin;
using ObjectStore.CuratorHost;
using ObjectStore.Identities;
using ObjectStore.Telemetry.Hosting;

return await ProcessEntry.RunAsync("objectstore-curator", () => RunAsync(args));

static async Task<int> RunAsync(string[] args)
{
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.UseObjectStoreDefaults(args, new Dictionary<string, string?>());
    builder.Services.AddObjectStoreCuratorHost(builder.Configuration);

    var admin = builder.Configuration.GetSection(AdminOptions.SectionName).Get<AdminOptions>() ?? new AdminOptions();
    builder.Services.AddConfiguredCredentials(builder.Configuration, EndpointSetting.Parse("Admin:Endpoint", admin.Endpoint));

    using var host = builder.Build();
    SettingsCheck.Run(host.Services);
    using (var stopping = new StopSignals()) await host.Services.GetRequiredService<CatalogStart>().OpenAsync(stopping.Token);
    await host.StartAsync();
    await Console.Out.WriteLineAsync($"Curator serves {admin.Endpoint} for administration.");
    await host.WaitForShutdownAsync();
    return 0;
}
