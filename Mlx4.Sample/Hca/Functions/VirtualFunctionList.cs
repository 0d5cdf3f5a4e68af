using System.Collections;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>The virtual functions that there can be; the first so many of them are there. Each is made when somebody asks for it.</summary>
internal sealed class VirtualFunctionList(ConnectX3 card, int total) : IReadOnlyList<IPciFunction>
{
    private const string Name = "virtual function";

    private readonly VirtualFunction?[] _functions = new VirtualFunction?[total];
    private int _enabled;

    public int Count => total;

    /// <summary>By position: function 1 is at 0.</summary>
    public IPciFunction this[int index] => OfNumber(index + 1);

    public IEnumerator<IPciFunction> GetEnumerator() => Enumerable.Range(0, total).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether any function is there.</summary>
    internal bool AnyEnabled => _enabled > 0;

    /// <summary>Whether the function of a number, from 1, is there.</summary>
    internal bool IsEnabled(int number) => number <= _enabled;

    /// <summary>The function of a number from 1 on.</summary>
    internal VirtualFunction OfNumber(int number)
    {
        lock (card.Lock)
        {
            return _functions[number - 1] ??= new VirtualFunction(card, number);
        }
    }

    /// <summary>Lets the first so many functions be there and no others. All begin anew when the number changes.</summary>
    internal void Enable(int count)
    {
        if (count == _enabled)
        {
            return;
        }
        int last = Math.Max(count, _enabled);
        bool gone = count < _enabled;
        _enabled = count;
        for (int number = 1; number <= last; number++)
        {
            card.Ledger.Return(Name, (ulong)number);
            if (number <= count)
            {
                card.Ledger.Take(Name, (ulong)number, "SR-IOV control");
            }
            _functions[number - 1]?.Forget();
            if (gone)
            {
                card.CommChannel.FunctionReset(number);
            }
        }
    }
}
