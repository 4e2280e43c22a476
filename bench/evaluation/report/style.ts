import { FONT, nightRules, properties } from "../plots/theme.js";

/** The page, on screens by day and by night, and on paper. */
export const STYLE = `
${properties()}
${nightRules()}
body{margin:0;background:var(--surface);color:var(--ink);font:15px/1.5 ${FONT}}
main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem}
h2{font-size:1.15rem;margin:2.75rem 0 .5rem}
p{max-width:44rem;margin:.5rem 0}
p.lead{font-size:1.05rem}
p.soft,figcaption,footer,details{color:var(--soft)}
ul{padding:0;margin:1rem 0;list-style:none}
li{padding:.35rem 0 .35rem 1.6rem;position:relative;max-width:46rem}
li span{color:var(--soft);display:block;font-size:.87rem}
ul.verdicts li::before{position:absolute;left:0;content:"✓";color:var(--own);font-weight:700}
ul.verdicts li.fails::before{content:"✗";color:var(--bad)}
ul.notes li::before{position:absolute;left:.3rem;content:"–";color:var(--soft)}
figure{margin:1.25rem 0}figcaption{font-size:.9rem;max-width:44rem}
figure svg{display:block;margin:0 -1rem}
.wide{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.84rem;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:.28rem .3rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:500;text-align:left}
thead th{color:var(--soft);text-align:right;border-bottom-color:var(--soft)}
thead tr:first-child:not(:last-child) th{border-bottom:0;text-align:center;color:var(--ink);font-weight:600;padding-bottom:0}
td small{display:block;color:var(--soft);font-size:.7rem;letter-spacing:-.01em;line-height:1.3}
tr.own th[scope=row],tr.own td{color:var(--own)}tr.own td small{color:inherit}
tr.reference th[scope=row],tr.reference td{color:var(--reference)}tr.reference td small{color:inherit}
tr.first th,tr.first td{border-top:1px solid var(--soft)}
td.undecided{color:var(--soft)}td.below{color:var(--bad);font-weight:600}
summary{cursor:pointer;color:var(--ink)}
footer{margin-top:3rem;font-size:.87rem;border-top:1px solid var(--line);padding-top:1rem}
@page{margin:14mm}
@media print{body{font-size:10pt}main{padding:0;max-width:none}figure,tr{break-inside:avoid}h2{break-after:avoid}.wide{overflow:visible}table{font-size:.72rem}th,td{padding:.15rem .3rem}}
`;
