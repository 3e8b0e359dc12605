using ObjectStore.Core.Frames;
using ObjectStore.Gateway.Tests.Encryption;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Compression;

/// <summary>Ranges of compressed objects touch only what holds them.</summary>
public sealed class CompressedRangeTests : IAsyncDisposable
{
    private const int Frame = CompressedLayout.FrameBytes;

    private readonly RecordingData _data = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-compression-").FullName;
    private GatewayHost? _host;

    private S3WireClient Client => _host!.Client;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Text shrinks to less than half a frame; sealed frames are read whole, and a compressed one lies in two of them at most.</summary>
    [Theory]
    [InlineData(100 * Frame, "none", 1, Frame / 2)]
    [InlineData(100 * Frame, "store", 1, 2 * FrameLayout.SealedBytes)]
    [InlineData(140 * Frame, "none", 2, Frame / 2)]
    [InlineData(140 * Frame, "store", 2, 2 * FrameLayout.SealedBytes)]
    public async Task Get_OneByte_ReadsItsFrameAndWhatSaysWhereItIs(int size, string kind, int reads, int bytesMax)
    {
        _host = await GatewayHost.StartOverAsync(_data, ("Gateway:Compression", "true"), ("Encryption:MasterKeyFile", EncryptionScene.WriteKeys(_folder, "master.yaml", "first")));
        await Client.SendAsync("PUT", "/bucket");
        var plain = CompressibleBytes.Text(size);
        await Client.SendAsync("PUT", "/bucket/k", plain, EncryptionScene.Write(kind));

        foreach (var position in new[] { 0, 77 * Frame + 5, size - 1 })
        {
            _data.Reads.Clear();
            var get = await Client.SendAsync("GET", "/bucket/k", null, ("range", $"bytes={position}-{position}"));

            Assert.Equal([plain[position]], get.Body);
            Assert.Equal(reads, _data.Reads.Count);
            Assert.InRange(_data.Reads.Max(), 1, bytesMax);
        }
    }
}
