using ObjectStore.Encryption.Keys;

namespace ObjectStore.Encryption.Tests.Keys;

public sealed class KeyWrapTests
{
    /// <summary>Made by another implementation of HKDF and AES-GCM (Python, cryptography) from the words of docs/encryption.md.</summary>
    private const string Reference =
        "0132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f5051c137e5e8269e12c2da1d4dce32453186778ea9d26e2337a16ee7b01d9d7ed2314aefd2b45665884fb64f22335d3e7cab";

    [Fact]
    [Trait("Category", "Golden")]
    public void Wrap_KnownKeys_GivesTheReferenceBytes()
    {
        var wrapped = KeyWrap.Wrap(TestKeys.Wrapping(), TestKeys.Data(), "k1"u8, TestKeys.Run(50));

        Assert.Equal(Reference, Convert.ToHexStringLower(wrapped));
        Assert.True(KeyWrap.TryUnwrap(TestKeys.Wrapping(), wrapped, "k1"u8, out var opened));
        Assert.Equal(TestKeys.Run(0), opened.Span.ToArray());
    }

    [Fact]
    public void TryUnwrap_AnyBitOrLengthOrContextChanged_Refuses()
    {
        var wrapped = KeyWrap.Wrap(TestKeys.Wrapping(), TestKeys.Data(), "k1"u8);

        for (var bit = 0; bit < wrapped.Length * 8; bit++)
        {
            var damaged = wrapped.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(KeyWrap.TryUnwrap(TestKeys.Wrapping(), damaged, "k1"u8, out _));
        }

        for (var length = 0; length < wrapped.Length; length++) Assert.False(KeyWrap.TryUnwrap(TestKeys.Wrapping(), wrapped.AsSpan(0, length), "k1"u8, out _));
        Assert.False(KeyWrap.TryUnwrap(TestKeys.Wrapping(), wrapped, "k2"u8, out _));
        Assert.False(KeyWrap.TryUnwrap(TestKeys.Data(), wrapped, "k1"u8, out _));
    }

    [Fact]
    public void Wrap_SameKeyTwice_GivesOtherBytes() =>
        Assert.NotEqual(KeyWrap.Wrap(TestKeys.Wrapping(), TestKeys.Data(), ""u8), KeyWrap.Wrap(TestKeys.Wrapping(), TestKeys.Data(), ""u8));

    [Fact]
    public void ToString_OfAKey_SaysNothingOfIt() => Assert.Equal("SecretKey", TestKeys.Data().ToString());
}
