using ObjectStore.Index.Heat;

namespace ObjectStore.Curator.Tests.Keymap.Simulation;

/// <summary>New keys only, each after or, with the digits turned round, beside those before it.</summary>
/// <param name="prefix">Prefix with ten decimal digits.</param>
/// <param name="writesPerSecond">Rate.</param>
/// <param name="isReversed">Whether the digits of the number are written from the last to the first.</param>
internal sealed class AscendingWorkload(SimulatedPrefix prefix, double writesPerSecond, bool isReversed) : Workload
{
    public override double RequestsPerSecond(TimeSpan at) => writesPerSecond;

    public override (HeatKind Kind, int Length) Next(Random random, TimeSpan at, Span<byte> position)
    {
        var count = writesPerSecond * (at.TotalSeconds + 60 * random.NextDouble());
        return (HeatKind.Write, prefix.Write(isReversed ? Reverse((ulong)count) : (ulong)count, position));
    }

    public override double Keys(TimeSpan at) => writesPerSecond * at.TotalSeconds;

    public override double KeysBefore(ReadOnlySpan<byte> position, TimeSpan at) => isReversed
        ? Keys(at) * prefix.NumbersBefore(position) / prefix.Numbers
        : Math.Min(prefix.NumbersBefore(position), Keys(at));

    public override byte[] KeyAt(double rank, TimeSpan at) => prefix.Position((ulong)(isReversed ? rank / Keys(at) * prefix.Numbers : rank));

    private static ulong Reverse(ulong number)
    {
        var reversed = 0UL;
        for (var i = 0; i < 10; i++)
        {
            reversed = reversed * 10 + number % 10;
            number /= 10;
        }

        return reversed;
    }
}
