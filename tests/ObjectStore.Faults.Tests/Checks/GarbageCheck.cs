using System.Globalization;
using System.Text;
using ObjectStore.Faults.Tests.Load;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Faults.Tests.Checks;

/// <summary>Deletes everything, waits for the grace period, lets the curator collect, and counts the fragments that are left on the devices.</summary>
/// <remarks>
/// What may be left are fragments of writes that failed or that were begun again in another placement group: nobody can tell them from writes under way until they are a day
/// old. So the bound follows from the requests that failed, with a little for attempts that succeeded in the end; garbage that is not collected exceeds it by far.
/// </remarks>
internal sealed class GarbageCheck(FaultCluster cluster, CuratorControl curator, S3Client client, string bucket)
{
    private const int DeletersCount = 16;

    /// <summary>An attempt leaves up to six fragments of up to three stripes, and there are three attempts.</summary>
    private const int FragmentsPerFailureMax = 3 * 3 * 6;

    private const double RetriedShareMax = 0.03;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What was left, for people.</summary>
    public string Finding { get; private set; } = "";

    /// <summary>Runs it; the bucket is empty afterwards.</summary>
    /// <returns>What is wrong.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var before = await CountFragmentsAsync(cancellationToken);
        var failures = cluster.Errors.FailedWriteCount;
        await AbortUploadsAsync(cancellationToken);
        await DeleteObjectsAsync(cancellationToken);
        await Task.Delay(FaultCluster.GarbageGrace + TimeSpan.FromSeconds(5), cancellationToken);
        await curator.RunAsync("garbage", new Deadline(Patience, cancellationToken));
        var left = await CountFragmentsAsync(cancellationToken);
        var allowed = failures * FragmentsPerFailureMax + (long)(before * RetriedShareMax);
        Finding = string.Create(
            CultureInfo.InvariantCulture, $"{left:N0} of {before:N0} fragments are left after everything was deleted; {failures:N0} writes had failed, which explains up to {allowed:N0}");
        return left > allowed ? [Finding] : [];
    }

    private async Task<long> CountFragmentsAsync(CancellationToken cancellationToken)
    {
        var count = 0.0;
        foreach (var node in cluster.Processes.Nodes) count += Metrics.Sum(await node.Process.GetMetricsAsync(cancellationToken), "objectstore_extents_fragments");
        return (long)count;
    }

    private async Task AbortUploadsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var listing = await ExpectAsync(new S3Call(HttpMethod.Get, $"/{bucket}") { Query = [new("uploads", "")] }, cancellationToken);
            var uploads = Encoding.UTF8.GetString(listing.Body).Split("<Upload>").Skip(1).Select(static xml => (Key: S3Answer.Element(xml, "Key"), Id: S3Answer.Element(xml, "UploadId"))).ToList();
            if (uploads.Count == 0) return;
            foreach (var (key, id) in uploads) await ExpectAsync(new S3Call(HttpMethod.Delete, $"/{bucket}/{key}") { Query = [new("uploadId", id)] }, cancellationToken);
        }
    }

    private async Task DeleteObjectsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var listing = await ExpectAsync(new S3Call(HttpMethod.Get, $"/{bucket}") { Query = [new("list-type", "2")] }, cancellationToken);
            var keys = new Stack<string>(Encoding.UTF8.GetString(listing.Body).Split("<Key>").Skip(1).Select(static text => text[..text.IndexOf('<', StringComparison.Ordinal)]));
            if (keys.Count == 0) return;
            await Parallel.ForEachAsync(
                keys,
                new ParallelOptions { MaxDegreeOfParallelism = DeletersCount, CancellationToken = cancellationToken },
                async (key, token) => await ExpectAsync(new S3Call(HttpMethod.Delete, $"/{bucket}/{key}"), token));
        }
    }

    private async Task<S3Answer> ExpectAsync(S3Call call, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(Patience, cancellationToken);
        for (S3Answer answer; ; await deadline.WaitAsync(TimeSpan.FromMilliseconds(200), $"{call.Method} {call.Path}: {answer}"))
        {
            answer = await client.SendAsync(0, call, cancellationToken);
            if (answer.IsSuccess || answer.Status == 404) return answer;
        }
    }
}
