namespace Mlx4.Sample.Driver.Ports;

/// <summary>The numbers by which the auxiliary devices of several cards are told apart: one a card, the lowest free one.</summary>
internal sealed class AuxiliaryIndexes
{
    private readonly SortedSet<int> _taken = [];
    private readonly Lock _lock = new();

    /// <summary>How many cards have one.</summary>
    public int Count => _taken.Count;

    /// <summary>Whether no card has one.</summary>
    public bool IsEmpty => Count == 0;

    public int Alloc()
    {
        lock (_lock)
        {
            int index = 0;
            while (!_taken.Add(index))
            {
                index++;
            }
            return index;
        }
    }

    public void Free(int index)
    {
        lock (_lock)
        {
            _taken.Remove(index);
        }
    }
}
