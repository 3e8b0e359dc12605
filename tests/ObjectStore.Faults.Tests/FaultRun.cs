using System.Diagnostics;
using ObjectStore.Faults.Tests.Availability;
using ObjectStore.Faults.Tests.Checks;
using ObjectStore.Faults.Tests.Injection;
using ObjectStore.Faults.Tests.Load;
using ObjectStore.Testing.History;

namespace ObjectStore.Faults.Tests;

/// <summary>A cluster under load and faults, from its start to the verdict.</summary>
internal sealed class FaultRun(FaultRunOptions options, Action<string> print)
{
    private const string Bucket = "faults";
    private const int SharedSlotCount = 48;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly HistoryRecorder _history = new();
    private readonly ContentBook _contents = new();
    private readonly SharedKeys _shared = new(SharedSlotCount);
    private readonly LoadPace _pace = new(options.OperationsPerFault);

    /// <summary>Runs it.</summary>
    public async Task<FaultRunResult> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        print($"seed {options.Seed} ({FaultRunOptions.SeedVariable})");
        await using var cluster = await FaultCluster.StartAsync(options, cancellationToken);
        using var client = new S3Client(cluster.Processes.Endpoints, cluster.Signer, cluster.Errors);
        using var curator = new CuratorControl(cluster);
        await curator.WaitDevicesAsync(new Deadline(Patience, cancellationToken));
        await MakeBucketAsync(client, cancellationToken);
        var objects = new ObjectOperations(client, _history, _contents, Bucket);
        LoadClient[] clients = [.. Enumerable.Range(0, options.ClientCount).Select(number => new LoadClient(number, options.Seed, objects, _shared, client.GatewayCount))];
        var prober = new Prober(client, Bucket);
        await prober.PrepareAsync(cancellationToken);
        print($"{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s: the cluster serves");

        var schedule = new FaultSchedule(cluster, curator, prober, _pace, new Random(options.Seed), options.HoldMax);
        var problems = new List<string>();
        await LoadAsync(cluster, clients, prober, schedule, problems, cancellationToken);
        print($"{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s: {schedule.Records.Count} faults, {_pace.Ended} operations");
        var loadTime = Stopwatch.GetElapsedTime(started);
        if (problems.Count == 0) await CheckAsync(cluster, curator, client, objects, clients, problems, cancellationToken);
        problems.AddRange(cluster.Errors.Forbidden.Select(static error => "error that is not allowed: " + error));
        problems.AddRange(objects.Wrong.Select(static wrong => "wrong content: " + wrong));
        problems.AddRange(clients.SelectMany(static each => each.WrongListings).Select(static wrong => "wrong listing: " + wrong));
        var (histories, undecided) = CheckHistories(problems);
        print($"{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s: {histories} histories, {problems.Count} problems");
        if (problems.Count > 0) KeepLogs(cluster);
        return new FaultRunResult(options, schedule.Records, _pace.Ended, cluster.Errors, histories, undecided, loadTime, Stopwatch.GetElapsedTime(started), problems);
    }

    private static async Task MakeBucketAsync(S3Client client, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(Patience, cancellationToken);
        for (S3Answer answer; !(answer = await client.SendAsync(0, new S3Call(HttpMethod.Put, $"/{Bucket}"), cancellationToken)).IsSuccess;)
            await deadline.WaitAsync(TimeSpan.FromMilliseconds(200), $"the bucket cannot be made: {answer}");
    }

    private async Task LoadAsync(
        FaultCluster cluster, LoadClient[] clients, Prober prober, FaultSchedule schedule, List<string> problems, CancellationToken cancellationToken)
    {
        using var stopping = new CancellationTokenSource();
        var load = clients.Select(each => Task.Run(() => each.RunAsync(_pace, stopping.Token, cancellationToken), cancellationToken)).ToList();
        load.Add(prober.RunAsync(stopping.Token, cancellationToken));
        try
        {
            var faults = new FaultCatalog(cluster).All();
            foreach (var fault in Draw(faults, options))
            {
                await schedule.InjectAsync(fault, cancellationToken);
                print(FaultReport.Line(schedule.Records[^1]) + $" {_pace.Ended} operations");
                if (load.Find(static each => each.IsFaulted) is { } failed) await failed;
            }

            _pace.NoMoreFaults();
            while (_pace.Ended < options.OperationCount && load.TrueForAll(static each => !each.IsCompleted)) await Task.Delay(100, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
        {
            problems.Add(exception.Message);
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(load);
        }
    }

    private static IEnumerable<Fault> Draw(IReadOnlyList<Fault> faults, FaultRunOptions options)
    {
        if (options.FaultNames is { } names) return names.Select(name => faults.Single(fault => fault.Name == name));
        var random = new Random(options.Seed + 1);
        var tickets = faults.SelectMany(static fault => Enumerable.Repeat(fault, fault.Weight)).ToArray();

        // Every kind once before any is drawn by chance.
        return faults.OrderBy(_ => random.Next()).Concat(Enumerable.Range(0, options.FaultCount).Select(_ => tickets[random.Next(tickets.Length)])).Take(options.FaultCount);
    }

    private async Task CheckAsync(
        FaultCluster cluster, CuratorControl curator, S3Client client, ObjectOperations objects, LoadClient[] clients, List<string> problems, CancellationToken cancellationToken)
    {
        try
        {
            await curator.SettleAsync(new Deadline(Patience * 2, cancellationToken));
            var keys = clients.SelectMany(static each => each.Keys).Concat(_shared.All()).ToList();
            var redundancy = new RedundancyCheck(cluster, curator, client, objects, keys);
            var zones = cluster.Zones.OrderBy(_ => Random.Shared.Next()).Take(options.CheckedZoneCount);
            foreach (var zone in zones) problems.AddRange(await redundancy.RunWithoutAsync(zone, cancellationToken));
            foreach (var each in clients) await each.CheckListingAsync(cancellationToken);
            if (!options.ChecksGarbage) return;
            var garbage = new GarbageCheck(cluster, curator, client, Bucket);
            problems.AddRange(await garbage.RunAsync(cancellationToken));
            print(garbage.Finding);
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
        {
            problems.Add(exception.Message);
        }
    }

    private (int Count, int Undecided) CheckHistories(List<string> problems)
    {
        var histories = _history.ByKey();
        var undecided = 0;
        foreach (var (key, operations) in histories)
        {
            var result = LinearizabilityChecker.Check(operations);
            if (!result.IsDecided) undecided++;
            else if (!result.IsLinearizable) problems.Add($"the history of {key} is not linearizable: {result.Explanation}");
        }

        return (histories.Count, undecided);
    }

    /// <summary>For whoever looks into it, below artifacts/.</summary>
    private void KeepLogs(FaultCluster cluster)
    {
        var folder = FaultReport.Folder;
        foreach (var process in cluster.Processes.Processes) File.WriteAllText(Path.Combine(folder, $"{process.Name}.log"), process.Output.ToString());
        print($"the output of the processes is in {folder}");
    }
}
