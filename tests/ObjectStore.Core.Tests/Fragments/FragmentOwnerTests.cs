using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Tests.Fragments;

public class FragmentOwnerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void TryParse_FormattedOwner_GivesTheSame()
    {
        FragmentOwner[] owners =
        [
            new(new BucketId(7), ObjectKey.From("a/b"), null, 0),
            new(new BucketId(ulong.MaxValue), ObjectKey.From(new string('k', ObjectKey.BytesMax)), UploadId.New(Now), 10_000),
        ];

        foreach (var owner in owners)
        {
            Assert.True(FragmentOwner.TryParse(owner.Format(), out var parsed));
            Assert.Equal(owner, parsed);
        }
    }

    [Fact]
    public void TryParse_RandomAndCutBytes_NeverThrows()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var whole = new FragmentOwner(new BucketId(1), ObjectKey.From("key"), UploadId.New(Now), 3).Format();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = i % 2 == 0 ? new byte[random.Next(0, 64)] : (byte[])whole.Clone();
            if (i % 2 == 0) random.NextBytes(bytes);
            else bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);

            if (FragmentOwner.TryParse(bytes, out var owner)) Assert.True(owner.Format().AsSpan().SequenceEqual(bytes), $"seed {seed}");
        }

        for (var length = 0; length < whole.Length; length++) Assert.False(FragmentOwner.TryParse(whole.AsMemory(0, length), out _));
    }
}
