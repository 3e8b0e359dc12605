using Microsoft.Extensions.Options;
using ObjectStore.Curator.Keymap.Planning;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class KeymapOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() =>
        Assert.True(new KeymapOptionsValidator().Validate(Options.DefaultName, new KeymapOptions()).Succeeded);

    [Fact]
    public void Validate_SeveralBadValues_ReportsAllAtOnce()
    {
        var options = new KeymapOptions
        {
            SplitChildrenMax = 9,
            MovesInParallelMax = -1,
            MergeBelowRequestsPerSecond = 501,
            MergeBelowKeys = 10_000_001,
            ImbalanceStop = 0.3,
            Period = TimeSpan.FromMinutes(2),
            SettleFor = TimeSpan.FromHours(2),
        };

        var result = new KeymapOptionsValidator().Validate(Options.DefaultName, options);

        Assert.Equal(8, result.Failures?.Count());
    }
}
