using System.Text;
using ObjectStore.AdminApi;

namespace ObjectStore.Cli.Tests;

public sealed class PlaceTextTests
{
    [Theory]
    [InlineData("photos/2026/01", "photos", "2026/01")]
    [InlineData("photos/", "photos", "")]
    [InlineData(@"photos/a\\b", "photos", @"a\b")]
    [InlineData("photos/Grüße 🎉", "photos", "Grüße 🎉")]
    public void TryParse_Text_GivesBucketAndBytes(string text, string bucket, string key)
    {
        Assert.True(PlaceText.TryParse(text, out var name, out var id, out var bytes));

        Assert.Equal((bucket, 0UL, key), (name, id, Encoding.UTF8.GetString(bytes)));
        Assert.Equal(text, PlaceText.Format(name, id, bytes));
    }

    [Fact]
    public void TryParse_IdInsteadOfName_GivesId()
    {
        Assert.True(PlaceText.TryParse("#00000000000000ff/a", out var name, out var id, out _));

        Assert.Equal((null, 255UL), (name, id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("photos")]
    [InlineData("/key")]
    [InlineData(@"photos/\q")]
    [InlineData(@"photos/\x4")]
    [InlineData("#ff/a")]
    public void TryParse_NoPlace_IsRefused(string text) => Assert.False(PlaceText.TryParse(text, out _, out _, out _));

    [Fact]
    public void TryParse_HalfACharacter_IsRefused() => Assert.False(PlaceText.TryParse("photos/" + '\ud800', out _, out _, out _));

    [Fact]
    public void Format_AnyBytes_AreReadBackAndPrintable()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            var key = new byte[random.Next(12)];
            random.NextBytes(key);

            var text = PlaceText.Format(null, (ulong)i, key);

            Assert.True(PlaceText.TryParse(text, out _, out var id, out var read) && id == (ulong)i && read.AsSpan().SequenceEqual(key), $"seed {seed}: {text}");
            Assert.DoesNotContain(text, static c => char.IsControl(c));
        }
    }
}
