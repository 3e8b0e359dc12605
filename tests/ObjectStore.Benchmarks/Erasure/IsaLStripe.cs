using System.Runtime.InteropServices;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Benchmarks.Erasure;

/// <summary>One stripe in memory aligned to pages, with what ISA-L needs to encode it.</summary>
internal sealed unsafe class IsaLStripe : IDisposable
{
    private const int PageBytes = 4096;

    private readonly ErasureProfile _profile;
    private readonly int _fragmentBytes;
    private readonly byte* _stripe;
    private readonly byte* _tables;
    private readonly byte** _fragments;

    public IsaLStripe(ErasureProfile profile, int fragmentBytes)
    {
        (_profile, _fragmentBytes) = (profile, fragmentBytes);
        _stripe = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, PageBytes);
        new Random(1).NextBytes(Stripe);
        _fragments = (byte**)NativeMemory.Alloc((nuint)(profile.FragmentCount * sizeof(byte*)));
        for (var index = 0; index < profile.FragmentCount; index++) _fragments[index] = _stripe + ((long)index * fragmentBytes);
        _tables = (byte*)NativeMemory.AlignedAlloc((nuint)(IsaL.TableBytes * profile.DataFragments * profile.ParityFragments), 64);
        if (IsaL.IsAvailable) InitializeTables();
    }

    public Span<byte> Stripe => new(_stripe, Bytes);

    public Span<byte> Data => Stripe[..(_profile.DataFragments * _fragmentBytes)];

    public Span<byte> Parity => Stripe[(_profile.DataFragments * _fragmentBytes)..];

    private int Bytes => _profile.FragmentCount * _fragmentBytes;

    public void Encode() => IsaL.Encode(
        _fragmentBytes, _profile.DataFragments, _profile.ParityFragments, _tables, _fragments, _fragments + _profile.DataFragments);

    public void EncodeAvx2() => IsaL.EncodeAvx2(
        _fragmentBytes, _profile.DataFragments, _profile.ParityFragments, _tables, _fragments, _fragments + _profile.DataFragments);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_stripe);
        NativeMemory.AlignedFree(_tables);
        NativeMemory.Free(_fragments);
    }

    private void InitializeTables()
    {
        var matrix = stackalloc byte[ErasureProfile.FragmentsMax * ErasureProfile.FragmentsMax];
        int data = _profile.DataFragments;
        IsaL.GenerateCauchy(matrix, _profile.FragmentCount, data);
        IsaL.InitializeTables(data, _profile.ParityFragments, matrix + (data * data), _tables);
    }
}
