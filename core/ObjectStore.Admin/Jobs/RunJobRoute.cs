using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Curator;

namespace ObjectStore.Admin.Jobs;

/// <summary>Runs a pass of one of the curator's jobs now, and answers when it has ended.</summary>
internal sealed class RunJobRoute(string job, CuratorService curator) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path { get; } = AdminPaths.JobRun(job);

    public async Task HandleAsync(AdminRequest request)
    {
        request.RequireNoBody();
        if (!curator.IsWorking) throw AdminException.Conflict("NotLeader", "Another process is the curator now: ask that one.");
        var result = await curator.RunNowAsync(job, request.Aborted);
        await request.AnswerAsync(new JobRunResult(job, result.Items, result.Bytes, result.IsComplete), AdminJson.Default.JobRunResult);
    }
}
