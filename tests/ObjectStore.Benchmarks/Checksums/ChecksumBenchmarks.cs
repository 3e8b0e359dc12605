using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using ObjectStore.Core.Checksums;

namespace ObjectStore.Benchmarks.Checksums;

#pragma warning disable CA5350, CA5351 // SHA-1 and MD5 are parts of S3.

/// <summary>One-shot checksums on one core.</summary>
public class ChecksumBenchmarks
{
    private readonly HighwayKey _key = new(1, 2, 3, 4);
    private byte[] _data = [];

    [Params(64, 4 << 10, 64 << 10)]
    public int Bytes { get; set; }

    public long BytesPerOperation => Bytes;

    [GlobalSetup]
    public void Setup()
    {
        _data = new byte[Bytes];
        new Random(1).NextBytes(_data);
    }

    [Benchmark]
    public ulong HighwayHash64Bits() => HighwayHash64.Compute(_key, _data);

    [Benchmark]
    public ulong HighwayHash256Bits() => HighwayHash256.Compute(_key, _data)[0];

    [Benchmark]
    public uint Crc32CBits() => Crc32C.Compute(_data);

    [Benchmark]
    public uint Crc32Bits() => Crc32.Compute(_data);

    [Benchmark]
    public ulong Crc64NvmeBits() => Crc64Nvme.Compute(_data);

    [Benchmark]
    public byte Sha256Framework() => SHA256.HashData(_data)[0];

    [Benchmark]
    public byte Sha1Framework() => SHA1.HashData(_data)[0];

    [Benchmark]
    public byte Md5Framework() => MD5.HashData(_data)[0];
}
