using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.ProcessTesting;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Node.Tests;

/// <summary>The node as operators start, stop, kill and extend it.</summary>
[Trait("Category", "Integration")]
public sealed class NodeProcessTests : IDisposable
{
    /// <summary>Far more than any of these takes on a busy machine.</summary>
    private const int TimeoutMs = 180_000;

    private readonly TemporaryDirectory _directory = new("node");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string[] Settings => ["--Node:Name", "node-a1", "--Node:Zone", "a", "--Node:Cluster", NodeProcess.Cluster, "--Node:DevicesDirectory", _directory.Combine("devices"), "--Node:DeviceScanPeriod", "00:00:00.200"];

    [Fact(Timeout = TimeoutMs)]
    public async Task Process_StoppedAndKilled_KeepsWhatItAcknowledged()
    {
        MakeDevices("1", "2");
        await using var node = await NodeProcess.StartAsync(Settings);
        using var client = node.Connect();
        var devices = (await client.DescribeAsync(Token)).Devices.Select(device => client.GetDevice(device.Id!.Value)).ToArray();
        await PutAsync(devices, 0, 20);

        Assert.Equal(0, await node.StopAsync(TimeSpan.FromSeconds(60)));
        await node.RestartAsync();
        await PutAsync(devices, 20, 40);
        await node.KillAsync();
        await node.RestartAsync();

        Assert.Equal(2, devices.Length);
        foreach (var device in devices)
        {
            for (var i = 0; i < 40; i++)
            {
                var read = new byte[LengthOf(i)];
                await RetryAsync(() => device.ReadAsync(Id(i), 0, read, Token).AsTask());
                Assert.Equal(Payload(i), read);
            }
        }
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Process_WithADeviceOfAnotherCluster_RefusesItAndServesTheOthers()
    {
        MakeDevices("mine", "theirs");
        await using (var other = await NodeProcess.StartAsync(
            "--Node:Name", "x", "--Node:Zone", "x", "--Node:Cluster", "11111111-1111-1111-1111-111111111111", "--Node:Devices:0", _directory.Combine("devices", "theirs")))
        {
            Assert.Equal(0, await other.StopAsync(TimeSpan.FromSeconds(60)));
        }

        await using var node = await NodeProcess.StartAsync(Settings);
        using var client = node.Connect();

        var description = await client.DescribeAsync(Token);

        Assert.Equal(2, description.Devices.Count);
        Assert.Equal(TimeProvider.System.GetUtcNow(), description.Clock!.Value.Now(TimeProvider.System), TimeSpan.FromMinutes(1));
        Assert.True(description.Devices[0].Status!.IsWritable);
        Assert.Null(description.Devices[1].Status);
        Assert.Contains("belongs to another cluster", description.Devices[1].Problem, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "devices: 1 open, 1 writable\n"), await node.GetAsync("/readyz"));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Process_WithAFileInPlaceOfADevice_TellsAndServesTheOthers()
    {
        MakeDevices("1");
        await File.WriteAllTextAsync(_directory.Combine("file"), "x", Token);
        await using var node = await NodeProcess.StartAsync([.. Settings, "--Node:Devices:0", _directory.Combine("file")]);
        using var client = node.Connect();

        var devices = (await client.DescribeAsync(Token)).Devices;

        Assert.Equal([true, false], devices.Select(device => device.Status is not null));
        Assert.Contains("cannot be made", devices[1].Problem, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Process_DirectoryAppears_IsServedWithoutARestart()
    {
        MakeDevices();
        await using var node = await NodeProcess.StartAsync(Settings);
        using var client = node.Connect();
        Assert.Empty((await client.DescribeAsync(Token)).Devices);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await node.GetAsync("/readyz")).Status);

        MakeDevices("new");
        while (!(await client.DescribeAsync(Token)).Devices.Any(device => device.Status is not null)) await Task.Delay(50, Token);
        var device = client.GetDevice((await client.DescribeAsync(Token)).Devices[0].Id!.Value);
        await PutAsync([device], 0, 3);

        Assert.Contains("objectstore_extents_fragments 3", (await node.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Process_WithACopyOfADevice_ServesOnlyOne()
    {
        MakeDevices("1");
        await using (var node = await NodeProcess.StartAsync(Settings))
        {
            Assert.Equal(0, await node.StopAsync(TimeSpan.FromSeconds(60)));
        }

        MakeDevices("2");
        foreach (var file in Directory.EnumerateFiles(_directory.Combine("devices", "1"))) File.Copy(file, _directory.Combine("devices", "2", Path.GetFileName(file)));
        await using var again = await NodeProcess.StartAsync(Settings);
        using var client = again.Connect();

        var devices = (await client.DescribeAsync(Token)).Devices;

        Assert.Single(devices, device => device.Status is not null);
        Assert.Contains(devices, device => device.Problem.Contains("is open in", StringComparison.Ordinal));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Process_NamesFromFiles_AreUsed()
    {
        MakeDevices("1");
        foreach (var (name, value) in new[] { ("name", "node-b7"), ("zone", "zone-b"), ("cluster", NodeProcess.Cluster) }) await File.WriteAllTextAsync(_directory.Combine(name), value + "\n", Token);
        await using var node = await NodeProcess.StartAsync(
            "--Node:NameFile", _directory.Combine("name"), "--Node:ZoneFile", _directory.Combine("zone"), "--Node:ClusterFile", _directory.Combine("cluster"), "--Node:Devices:0", _directory.Combine("devices", "1"));
        using var client = node.Connect();

        var description = await client.DescribeAsync(Token);

        Assert.Equal(("node-b7", "zone-b", Guid.Parse(NodeProcess.Cluster)), (description.Node.Value, description.Zone.Value, description.Cluster));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Process_WithWrongSettings_SaysAllOfThemAndEndsWith2()
    {
        var wrong = await NodeProcess.RunAsync("--Node:Name", "x", "--Node:Cluster", "nonsense", "--Node:Endpoint", "nowhere");
        var open = await NodeProcess.RunAsync([.. Settings, "--Tls:UnsafePlainText", "true", "--Node:Endpoint", "0.0.0.0:9187", "--Node:AdminEndpoint", "127.0.0.1:9188"]);

        Assert.Equal((2, 2), (wrong.ExitCode, open.ExitCode));
        foreach (var part in new[] { "Node:Zone", "nonsense", "nowhere", "Node:Devices", "Tls:Directory" }) Assert.Contains(part, wrong.Output, StringComparison.Ordinal);
        Assert.Contains("not on loopback", open.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Process_WithCertificatesOfTheCommand_AnswersOnlyWhoHasOneAndTakesNewOnes()
    {
        MakeDevices("1");
        await CertificatesAsync("create");
        await CertificatesAsync("issue", "--role", "node", "--name", "node-a1", "--host", "127.0.0.1", "--out", _directory.Combine("node"));
        await CertificatesAsync("issue", "--role", "gateway", "--name", "gateway-1", "--out", _directory.Combine("gateway"));
        await using var node = await NodeProcess.StartAsync([.. Settings, "--Tls:Directory", _directory.Combine("node"), "--Tls:ReloadPeriod", "00:00:00.200"]);
        using var certificates = LoadCertificates("gateway");
        using var client = node.Connect(certificates);
        NodeDescription? described = null;
        await RetryAsync(async () => described = await client.DescribeAsync(Token));
        var device = client.GetDevice(described!.Devices[0].Id!.Value);
        await PutAsync([device], 0, 4);
        using var stranger = new NodeClient(new UriBuilder(node.Address) { Scheme = "http" }.Uri, null, new Rpc.Client.RpcChannelOptions(), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<StorageException>(() => stranger.DescribeAsync(Token));
        await CertificatesAsync("rotate");
        await CertificatesAsync("forget");
        await CertificatesAsync("issue", "--role", "node", "--name", "node-a1", "--host", "127.0.0.1", "--out", _directory.Combine("node"));
        await CertificatesAsync("issue", "--role", "gateway", "--name", "gateway-2", "--out", _directory.Combine("gateway-2"));
        while (!node.Output.Contains("is in use, valid until")) await Task.Delay(20, Token);
        using var fresh = LoadCertificates("gateway-2");
        using var again = node.Connect(fresh);
        using var old = node.Connect(certificates);

        Assert.Equal(StorageErrorCode.DeviceUnavailable, refused.Code);
        await RetryAsync(async () => Assert.Equal("node-a1", (await again.DescribeAsync(Token)).Node.Value));
        await Assert.ThrowsAsync<StorageException>(() => old.DescribeAsync(Token));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.Combine("node", "tls.key")));
    }

    public void Dispose() => _directory.Dispose();

    private static FragmentId Id(int number) => new(new StripeId(77, (ulong)(uint)number << 32), 0);

    private static int LengthOf(int number) => number % 4 == 0 ? 500_000 : 1000 + number;

    private static byte[] Payload(int number)
    {
        var payload = new byte[LengthOf(number)];
        new Random(number).NextBytes(payload);
        return payload;
    }

    private static async Task PutAsync(IFragmentDevice[] devices, int from, int to)
    {
        var owner = new FragmentOwner(new BucketId(1), ObjectKey.From("key"), null, 0).Format();
        foreach (var device in devices)
        {
            for (var i = from; i < to; i++)
            {
                var payload = Payload(i);
                var write = new FragmentWrite(Id(i), new PlacementGroupId(1), new Epoch(1), new ErasureProfile(1, 2), payload.Length, owner, payload);
                await RetryAsync(() => device.PutAsync(write, Token).AsTask());
            }
        }
    }

    /// <summary>A node that was away is not asked again for a moment, and one that starts beside many others may be late.</summary>
    private static async Task RetryAsync(Func<Task> action)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await action();
                return;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.DeviceUnavailable && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(100, Token);
            }
        }
    }

    private async Task CertificatesAsync(string verb, params string[] arguments)
    {
        var (exitCode, output) = await NodeProcess.RunAsync(["certificates", verb, "--ca", _directory.Combine("ca"), .. arguments]);
        Assert.True(exitCode == 0, output);
    }

    private CertificateSource LoadCertificates(string name) =>
        new(new TlsOptions { Directory = _directory.Combine(name) }, TimeProvider.System, NullLogger<CertificateSource>.Instance);

    private void MakeDevices(params string[] names)
    {
        Directory.CreateDirectory(_directory.Combine("devices"));
        foreach (var name in names) Directory.CreateDirectory(_directory.Combine("devices", name));
    }
}
