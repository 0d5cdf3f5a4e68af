using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Probe;

/// <summary>
/// How the virtual functions are spread over the ports (<c>num_vfs</c>, <c>probe_vf</c>): the first are on port 1 only, those after them on
/// port 2 only, the rest on both.
/// </summary>
internal sealed class VfDistribution
{
    /// <summary>The comm channel has room for 128 functions; the two last are not used.</summary>
    public const int MaxVfs = 126;

    /// <summary>An Ethernet port has 128 addresses, two for each of its functions.</summary>
    private const int MaxVfsPerPort = 64;

    private const int Groups = 3;
    private const int BothPorts = 2;

    private readonly int[] _enabled;
    private readonly int[] _probed;

    private VfDistribution(int[] enabled, int[] probed)
    {
        _enabled = enabled;
        _probed = probed;
    }

    /// <summary>No virtual functions.</summary>
    public static VfDistribution None { get; } = new(new int[Groups], new int[Groups]);

    /// <summary>How many there are.</summary>
    public int Total => _enabled.Sum();

    /// <summary>
    /// Reads the parameters. EINVAL: a number is negative, or there are too many of them; more functions are to be probed than there are in
    /// their group; there are more than the card, or a port, can have.
    /// </summary>
    public static Errno TryRead(IReadOnlyList<int> enabled, IReadOnlyList<int> probed, out VfDistribution distribution)
    {
        distribution = None;
        if (!TryPlace(enabled, out int[] enabledGroups) || !TryPlace(probed, out int[] probedGroups))
        {
            return Errno.EINVAL;
        }
        if (probedGroups.Zip(enabledGroups).Any(static group => group.First > group.Second)
            || enabledGroups.Sum() > MaxVfs
            || enabledGroups.Take(BothPorts).Any(onOne => onOne + enabledGroups[BothPorts] > MaxVfsPerPort))
        {
            return Errno.EINVAL;
        }
        distribution = new VfDistribution(enabledGroups, probedGroups);
        return Errno.Ok;
    }

    /// <summary>Whether this host is to load a virtual function itself, and not to leave it to others.</summary>
    /// <param name="number">The function's number, from 1.</param>
    public bool IsProbed(int number) => GroupOf(number, out int inGroup) is { } group && inGroup <= _probed[group];

    /// <summary>The ports of a virtual function. One that is not among those that are wanted is on all of them.</summary>
    /// <param name="number">The function's number, from 1.</param>
    /// <param name="ports">How many ports there are.</param>
    public PortRange PortsOf(int number, int ports) => GroupOf(number, out _) is { } group and < BothPorts
        ? new PortRange(group + 1, 1)
        : new PortRange(1, ports);

    /// <summary>Finds the group of a function, and its number there, from 1.</summary>
    private int? GroupOf(int number, out int inGroup)
    {
        inGroup = number;
        for (int group = 0; group < Groups; group++)
        {
            if (inGroup <= _enabled[group])
            {
                return group;
            }
            inGroup -= _enabled[group];
        }
        return null;
    }

    /// <summary>Puts each number where it belongs: a single one stands for the functions on both ports.</summary>
    private static bool TryPlace(IReadOnlyList<int> numbers, out int[] groups)
    {
        groups = new int[Groups];
        if (numbers.Count > Groups || numbers.Any(static number => number is < 0 or > MaxVfs))
        {
            return false;
        }
        for (int i = 0; i < numbers.Count; i++)
        {
            groups[numbers.Count == 1 ? BothPorts : i] = numbers[i];
        }
        return true;
    }
}
