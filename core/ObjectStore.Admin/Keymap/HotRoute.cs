using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;

namespace ObjectStore.Admin.Keymap;

/// <summary>The hottest prefixes.</summary>
internal sealed class HotRoute(IKeymapPlanSource planner) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.KeymapHot;

    public async Task HandleAsync(AdminRequest request) =>
        await request.AnswerAsync(await planner.ListHotAsync(request.Aborted), AdminJson.Default.HotPrefixes);
}
