namespace Mlx4.Sample.Pci;

/// <summary>The calls that the host refuses, and how often each was made.</summary>
internal sealed class HostFaults
{
    private readonly Lock _lock = new();
    private readonly int[] _calls = new int[Enum.GetValues<HostCall>().Length];
    private readonly List<(HostCall Call, int First, int Last)> _refused = [];

    /// <summary>Refuses a call the n-th time that it is made from now on.</summary>
    public void Fail(HostCall call, int occurrence = 1)
    {
        lock (_lock)
        {
            _refused.Add((call, Count(call) + occurrence, Count(call) + occurrence));
        }
    }

    /// <summary>Refuses a call from the n-th time on: memory has run out, for example.</summary>
    public void FailFrom(HostCall call, int occurrence = 1)
    {
        lock (_lock)
        {
            _refused.Add((call, Count(call) + occurrence, int.MaxValue));
        }
    }

    /// <summary>Refuses nothing any more. The counts stay.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _refused.Clear();
        }
    }

    /// <summary>How often a call was made, refused ones included.</summary>
    public int Count(HostCall call) => _calls[(int)call];

    /// <summary>Counts a call.</summary>
    /// <returns>Whether it is to be refused.</returns>
    public bool Refuses(HostCall call)
    {
        lock (_lock)
        {
            int count = ++_calls[(int)call];
            foreach ((HostCall refused, int first, int last) in _refused)
            {
                if (refused == call && first <= count && count <= last)
                {
                    return true;
                }
            }
            return false;
        }
    }
}
