using Microsoft.AspNetCore.Http;
using ObjectStore.AdminApi;
using ObjectStore.Standalone.Admin.Routing;

namespace ObjectStore.Standalone.Admin.Keymap;

/// <summary>A dry run of the planner.</summary>
internal sealed class PlanRoute(IKeymapPlanSource planner) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.KeymapPlan;

    public async Task HandleAsync(AdminRequest request) =>
        await request.AnswerAsync(await planner.PlanAsync(request.Aborted), AdminJson.Default.KeymapPlan);
}
