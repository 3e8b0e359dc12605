using ObjectStore.Core.Stripes;

namespace ObjectStore.Core.Tests.Stripes;

public class StripeLayoutTests
{
    [Theory]
    [InlineData("4+2", 4 << 20, 1 << 20)]
    [InlineData("4+2", 1 << 20, 256 << 10)]
    [InlineData("4+2", 1, 64)]
    [InlineData("4+2", 257, 128)]
    [InlineData("4+2", (1 << 20) + 1, (256 << 10) + 4096)]
    [InlineData("1+2", 4097, 4097)]
    [InlineData("8+4", 8 << 20, 1 << 20)]
    public void Constructor_AnyLength_GivesTheDocumentedFragmentLength(string profile, int dataBytes, int fragmentBytes)
    {
        Assert.True(ErasureProfile.TryParse(profile, out var parsed));

        var layout = new StripeLayout(parsed, dataBytes);

        Assert.Equal(fragmentBytes, layout.FragmentBytes);
        Assert.Equal(parsed.DataFragments * fragmentBytes, layout.ParityOffset);
        Assert.Equal(parsed.FragmentCount * fragmentBytes, layout.TotalBytes);
    }

    [Fact]
    public void Constructor_EveryLength_HoldsAllDataInFragmentsWithinTheBound()
    {
        foreach (var text in new[] { "1+2", "2+1", "4+2", "5+3", "8+4" })
        {
            Assert.True(ErasureProfile.TryParse(text, out var profile));
            var bytesMax = StripeLayout.StripeBytesMax(profile);
            for (var bytes = 1L; bytes <= bytesMax; bytes = bytes * 5 / 4 + 1)
            {
                var layout = new StripeLayout(profile, (int)bytes);
                Assert.True(layout.ParityOffset >= bytes, $"{text} {bytes}");
                Assert.True(layout.FragmentBytes <= StripeLayout.FragmentBytesMax, $"{text} {bytes}");
            }
        }
    }
}
