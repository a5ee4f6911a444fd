import { defineWords } from '../../lib/words.ts';

export const topologyWords = defineWords('topology', { title: 'Topology' }, { title: '拓扑' });
