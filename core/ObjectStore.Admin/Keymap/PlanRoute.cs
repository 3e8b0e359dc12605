using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;

namespace ObjectStore.Admin.Keymap;

/// <summary>A dry run of the planner.</summary>
internal sealed class PlanRoute(IKeymapPlanSource planner) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.KeymapPlan;

    public async Task HandleAsync(AdminRequest request) =>
        await request.AnswerAsync(await planner.PlanAsync(request.Aborted), AdminJson.Default.KeymapPlan);
}
