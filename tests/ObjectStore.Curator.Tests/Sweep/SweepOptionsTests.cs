using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Garbage;
using ObjectStore.Curator.Rebuild;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Sweep;
using Xunit;

namespace ObjectStore.Curator.Tests.Sweep;

public sealed class SweepOptionsTests
{
    [Fact]
    public void OrphanAge_LowerBound_IsTheAgreedOne()
    {
        var range = (RangeAttribute)typeof(SweepOptions).GetProperty(nameof(SweepOptions.OrphanAge))!.GetCustomAttributes(typeof(RangeAttribute), false).Single();

        Assert.Equal(StripeLifetime.CollectAfterMin, TimeSpan.Parse((string)range.Minimum, CultureInfo.InvariantCulture));
        Assert.True(StripeLifetime.CommitWithin < StripeLifetime.CollectAfterMin);
    }

    [Fact]
    public void Validate_SeveralBadValues_ReportsAllAtOnce()
    {
        var options = new CuratorOptions
        {
            Sweep = new SweepOptions { OrphanAge = TimeSpan.FromHours(1) },
            Garbage = new GarbageOptions { GracePeriod = TimeSpan.Zero, BatchFragments = 0 },
            Repair = new RepairOptions { QueueStripes = 20 },
            Rebuild = new RebuildOptions { PageFragments = 21 },
        };

        var result = new CuratorOptionsValidator().Validate(Options.DefaultName, options);

        Assert.Equal(5, result.Failures?.Count());
        Assert.True(new CuratorOptionsValidator().Validate(Options.DefaultName, new CuratorOptions()).Succeeded);
    }
}
