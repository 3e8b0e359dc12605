using ObjectStore.Faults.Tests.Load;

namespace ObjectStore.Faults.Tests.Checks;

/// <summary>Reads every key while a whole zone is dead: what has its full redundancy can be read. The reads are part of the histories.</summary>
internal sealed class RedundancyCheck(FaultCluster cluster, CuratorControl curator, S3Client client, ObjectOperations objects, IReadOnlyList<string> keys)
{
    private const int ReadersCount = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What was read without the zone has been reported as endangered, key by key, and is looked at when it is back.</summary>
    private static readonly TimeSpan SettlePatience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Kills the zone, reads, and starts it again.</summary>
    /// <returns>Keys that could not be read.</returns>
    public async Task<IReadOnlyList<string>> RunWithoutAsync(string zone, CancellationToken cancellationToken)
    {
        var nodes = cluster.Processes.NodesOf(zone);
        foreach (var node in nodes) await node.Process.KillAsync();
        var problems = new List<string>();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, ReadersCount).Select(async reader =>
        {
            for (int index; (index = Interlocked.Increment(ref next)) < keys.Count;)
            {
                if (await TryReadAsync($"check-{reader}", index, cancellationToken)) continue;
                lock (problems) problems.Add($"{keys[index]} cannot be read without zone {zone}");
            }
        }));
        await Task.WhenAll(nodes.Select(node => node.Process.StartAsync(cancellationToken)));
        await curator.SettleAsync(new Deadline(SettlePatience, cancellationToken));
        return problems;
    }

    private async Task<bool> TryReadAsync(string who, int index, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await objects.GetAsync(who, index % client.GatewayCount, keys[index], cancellationToken) is null)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience) return false;
            await Task.Delay(RetryPause, cancellationToken);
        }

        return true;
    }
}
