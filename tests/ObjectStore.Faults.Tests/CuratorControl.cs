using System.Globalization;
using System.Net;
using System.Text.Json;
using ObjectStore.ProcessTesting;
using ObjectStore.ProcessTesting.Cluster;

namespace ObjectStore.Faults.Tests;

/// <summary>Asks the curator how the cluster is, and makes it run its jobs at once.</summary>
internal sealed class CuratorControl(FaultCluster cluster) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(5) };

    private ServerProcess Curator => cluster.Processes.Curator;

    /// <summary>Runs a job until it has nothing left to do.</summary>
    /// <returns>How many units it worked on.</returns>
    public async Task<long> RunAsync(string job, Deadline deadline)
    {
        var items = 0L;
        for (string answer; ; await deadline.WaitAsync(Poll, $"the job {job} does not end: {answer}"))
        {
            answer = await TryRunAsync(job, deadline.Token);
            if (answer.Length == 0 || answer[0] != '{') continue;
            using var result = JsonDocument.Parse(answer);
            items += result.RootElement.GetProperty("items").GetInt64();
            if (result.RootElement.GetProperty("isComplete").GetBoolean()) return items;
        }
    }

    /// <summary>Waits until all devices are served by their nodes and every fragment is where it belongs: what was missing is found, restored and moved.</summary>
    public async Task SettleAsync(Deadline deadline)
    {
        await WaitDevicesAsync(deadline);
        await Task.Delay(FaultCluster.MissingAge, deadline.Token);

        // One walk finds all: of every stripe that lacks something, some fragment sees that the next one is missing.
        await RunAsync("sweep", deadline);
        await WaitAsync(deadline, static metrics => Metrics.Sum(metrics, "objectstore_curator_repair_queue_depth") == 0, "the repair queue does not get empty");
        await WaitAsync(deadline, static metrics => Metrics.Sum(metrics, "objectstore_curator_rebalance_moves") == 0, "the moves do not end");
        await WaitAsync(deadline, static metrics => Metrics.Sum(metrics, "objectstore_curator_repair_lost") == 0, "stripes are lost");
    }

    /// <summary>Waits until no device is anything but active, or out for good.</summary>
    public Task WaitDevicesAsync(Deadline deadline)
    {
        var count = cluster.Processes.Nodes.Sum(static node => node.Devices.Count);
        return WaitAsync(
            deadline,
            metrics => Devices(metrics, "active") == count && Devices(metrics, "suspect") + Devices(metrics, "down") == 0,
            "the devices do not get active");
    }

    public void Dispose() => _http.Dispose();

    private static double Devices(string metrics, string state) => Metrics.Sum(metrics, "objectstore_curator_topology_devices", $"state=\"{state}\"");

    private async Task WaitAsync(Deadline deadline, Func<string, bool> holds, string problem)
    {
        for (string metrics; ; await deadline.WaitAsync(Poll, $"{problem}:\n{Relevant(metrics)}"))
        {
            metrics = await Curator.GetMetricsAsync(deadline.Token);
            if (metrics.Length > 0 && holds(metrics)) return;
        }
    }

    private static string Relevant(string metrics) => string.Join('\n', metrics.Split('\n')
        .Where(static line => line.StartsWith("objectstore_curator_topology", StringComparison.Ordinal) || line.StartsWith("objectstore_curator_re", StringComparison.Ordinal)));

    private async Task<string> TryRunAsync(string job, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/admin/v1/jobs/{job}/run");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Curator.Program.AdminAddress, path));
        var toSign = new RequestToSign { Method = "POST", Host = Curator.Program.AdminAddress.Authority, Path = path };
        foreach (var (name, value) in cluster.Signer.Sign(toSign, TimeProvider.System.GetUtcNow())) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? text : $"{(int)response.StatusCode} {text}";
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return exception.Message;
        }
    }
}
