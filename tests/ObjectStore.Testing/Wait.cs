using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ObjectStore.Testing;

/// <summary>Waits for what another thread or process does by itself.</summary>
public static class Wait
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>How long that may take: far more than it does, because the processes of a busy machine stand still for seconds.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Asks again and again until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within <see cref="Limit"/>; the message has <paramref name="what"/>.</exception>
    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        UntilAsync(() => Task.FromResult(condition()), () => what!);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string?)"/>
    public static Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? what = null) => UntilAsync(condition, () => what!);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string?)"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        for (var began = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(Poll))
        {
            if (Stopwatch.GetElapsedTime(began) > Limit) throw new TimeoutException($"Waited {Limit} for: {what()}");
        }
    }
}
