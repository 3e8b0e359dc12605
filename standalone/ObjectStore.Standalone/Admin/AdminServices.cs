using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ObjectStore.Index.Transfer;
using ObjectStore.Index.Verification;
using ObjectStore.Standalone.Admin.Index;
using ObjectStore.Standalone.Admin.Keymap;
using ObjectStore.Standalone.Admin.Routing;

namespace ObjectStore.Standalone.Admin;

/// <summary>Registers the admin endpoint and its routes.</summary>
internal static class AdminServices
{
    /// <summary>Adds the server as a hosted service.</summary>
    public static IServiceCollection AddAdminEndpoint(this IServiceCollection services)
    {
        services.AddSingleton<IKeymapPlanSource, CuratorPlans>();
        services.AddSingleton<Places>();
        services.AddSingleton<KeymapChange>();
        services.AddSingleton<IAdminRoute, ListKeymapRoute>();
        services.AddSingleton<IAdminRoute, SplitRoute>();
        services.AddSingleton<IAdminRoute, MoveRoute>();
        services.AddSingleton<IAdminRoute, CancelMoveRoute>();
        services.AddSingleton<IAdminRoute, MergeRoute>();
        services.AddSingleton<IAdminRoute, PlanRoute>();
        services.AddSingleton<IAdminRoute, HotRoute>();
        services.AddSingleton<IAdminRoute, DatabasesRoute>();
        services.TryAddSingleton(new VerifyOptions());
        services.TryAddSingleton(new ExportOptions());
        services.AddSingleton<IAdminRoute, VerifyRoute>();
        services.AddSingleton<IAdminRoute, ExportRoute>();
        services.AddSingleton<IAdminRoute, RefuseImportRoute>();
        services.AddSingleton<ImportWait>();
        services.AddSingleton<AdminRouter>();
        services.AddSingleton<AdminEndpoints>();
        services.AddHostedService<AdminServer>();
        return services;
    }
}
