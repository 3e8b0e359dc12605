using System.IO.Compression;
using System.Text;
using BenchmarkDotNet.Attributes;
using ObjectStore.Compression;
using ObjectStore.Core.Frames;

namespace ObjectStore.Benchmarks.Compression;

/// <summary>A frame of 64 KiB, compressed and expanded: Zstandard of the system beside Brotli and Deflate of the framework.</summary>
public class CompressionBenchmarks
{
    private const int FrameBytes = CompressedLayout.FrameBytes;
    private const int BrotliQuality = 1;
    private const int BrotliWindowBits = 16;

    private readonly byte[] _buffer = new byte[FrameBytes * 2];
    private byte[] _plain = [];
    private byte[] _zstandard = [];
    private byte[] _brotli = [];
    private byte[] _deflate = [];

    /// <summary>Lines of a log, records of JSON, or chance.</summary>
    [Params("text", "json", "chance")]
    public string Content { get; set; } = "";

    public long BytesPerOperation => _plain.Length == 0 ? FrameBytes : _plain.Length;

    [GlobalSetup]
    public void Prepare()
    {
        _plain = Make(Content);
        _zstandard = _buffer[..CompressZstandard()];
        _brotli = _buffer[..CompressBrotli()];
        _deflate = Deflate();
        Console.WriteLine($"// {Content}: {FrameBytes} bytes are {_zstandard.Length} with Zstandard, {_brotli.Length} with Brotli, {_deflate.Length} with Deflate");
    }

    [Benchmark(Baseline = true)]
    public int CompressZstandard() => FrameCodec.Compress(_plain, _buffer);

    [Benchmark]
    public int CompressBrotli() => BrotliEncoder.TryCompress(_plain, _buffer, out var written, BrotliQuality, BrotliWindowBits) ? written : 0;

    [Benchmark]
    public int CompressDeflate() => Deflate().Length;

    [Benchmark]
    public bool ExpandZstandard() => _zstandard.Length == 0 || FrameCodec.TryExpand(_zstandard, _buffer.AsSpan(0, FrameBytes));

    [Benchmark]
    public bool ExpandBrotli() => BrotliDecoder.TryDecompress(_brotli, _buffer.AsSpan(0, FrameBytes), out _);

    [Benchmark]
    public int ExpandDeflate()
    {
        using var stream = new DeflateStream(new MemoryStream(_deflate), CompressionMode.Decompress);
        return stream.ReadAtLeast(_buffer.AsSpan(0, FrameBytes), FrameBytes);
    }

    private byte[] Deflate()
    {
        using var compressed = new MemoryStream(FrameBytes);
        using (var stream = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(_plain);
        return compressed.ToArray();
    }

    private static byte[] Make(string content)
    {
        var random = new Random(1);
        var bytes = new byte[FrameBytes];
        random.NextBytes(bytes);
        if (content == "chance") return bytes;
        var text = new StringBuilder();
        string[] words = ["gateway", "node", "fragment", "stripe", "extent", "device", "zone", "placement", "group", "commit", "index", "partition", "epoch"];
        while (text.Length < FrameBytes)
        {
            var (number, word, other) = (random.Next(1_000_000), words[random.Next(words.Length)], words[random.Next(words.Length)]);
            if (content == "json") text.Append($"{{\"id\":{number},\"name\":\"{word}-{number % 97}\",\"kind\":\"{other}\",\"at\":\"2026-01-02T03:04:{number % 60:00}Z\",\"tags\":[\"{other}\",\"{word}\"],\"value\":{random.NextDouble()}}},");
            else text.Append($"2026-01-02T03:04:{number % 60:00}.{number % 1000:000}Z info {word}[{number % 4096}]: {other} {number} of {word} took {random.Next(5000)} us\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, FrameBytes));
    }
}
